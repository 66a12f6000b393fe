from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(max_length=64)),
                ('session_id', models.PositiveBigIntegerField(db_index=True)),
                ('recorded_at', models.DateTimeField(auto_now_add=True, db_index=True)),
            ],
        ),
    ]
